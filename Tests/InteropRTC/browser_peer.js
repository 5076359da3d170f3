// SPDX-License-Identifier: MIT

// A peer in a browser, with the lines of rtcpeer: see README.md. `emit` writes a line; `plan.json` is `plan`.
(plan) => {
  const say = (line) => emit(JSON.stringify(line));
  const early = [];
  let connection;
  let suites;

  const binary = (count) => Uint8Array.from({ length: count }, (_, i) => i * 31 + (i >> 8));
  const isEqual = (a, b) => {
    if (typeof a === "string" || typeof b === "string") return a === b;
    const [left, right] = [new Uint8Array(a), new Uint8Array(b)];
    return left.length === right.length && left.every((byte, i) => byte === right[i]);
  };
  const inTime = (promise, what) =>
    Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`no ${what} in time`)), 10000))]);

  // Sends everything back, and closes the channel when it is asked to.
  const echo = (channel) => {
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => (data === plan.request ? channel.close() : channel.send(data));
  };

  // A channel whose other end sends everything back.
  const open = async (label, options) => {
    const channel = connection.createDataChannel(label, options);
    channel.binaryType = "arraybuffer";
    const closed = new Promise((yes) => (channel.onclose = yes));
    if (channel.readyState !== "open") await inTime(new Promise((yes) => (channel.onopen = yes)), "opening");
    const exchange = async (message) => {
      const answer = new Promise((yes) => (channel.onmessage = ({ data }) => yes(data)));
      channel.send(message);
      if (!isEqual(message, await inTime(answer, "answer"))) throw new Error(`a message of ${label} came back changed`);
    };
    return { channel, exchange, closed: () => inTime(closed, "close") };
  };

  const describe = async () => {
    await connection.setLocalDescription();
    say({ type: connection.localDescription.type, sdp: connection.localDescription.sdp });
  };
  // Descriptions in forms that are not sent here, for those who want to keep them.
  let isRecorded = false;
  const record = async () => {
    if (isRecorded) return;
    isRecorded = true;
    const recorded = { gathered: connection.localDescription.sdp };
    if (connection.localDescription.type === "offer") {
      const other = new RTCPeerConnection();
      other.addTransceiver("audio");
      other.createDataChannel("second");
      recorded.audio = (await other.createOffer()).sdp;
    }
    say({ recorded });
  };
  const negotiated = { negotiated: true, id: plan.negotiatedID };
  const nameIn = ({ sdp }) => sdp.match(/a=ice-ufrag:(\S+)/)[1];
  // Whether both ends of the path are of the newest generation: for a while it runs from a new end to an old one.
  const isOnNewPath = () => {
    const pair = connection.sctp.transport.iceTransport.getSelectedCandidatePair();
    return (
      pair?.local.usernameFragment === nameIn(connection.localDescription) &&
      pair.remote.usernameFragment === nameIn(connection.remoteDescription)
    );
  };

  const run = {
    async once() {
      await (await open("once")).exchange("hello");
    },
    async echo() {
      for (const { label, ...options } of plan.channels) {
        const { channel, exchange, closed } = await open(label, options);
        for (const text of plan.texts) await exchange(text);
        for (const count of plan.byteCounts) await exchange(binary(count));
        channel.close();
        await closed();
      }
    },
    async closing() {
      for (let round = 0; round < plan.rounds; round++) {
        const { channel, exchange, closed } = await open(`closing ${round}`);
        await exchange(`round ${round}`);
        if (round % 2 === 0) channel.close();
        else channel.send(plan.request);
        await closed();
      }
    },
    async negotiated() {
      await (await open("negotiated", negotiated)).exchange(binary(10000));
    },
    async restart() {
      const { exchange } = await open("restart");
      // On a healthy path a browser need not take a new one; of several restarts some must lead to one, and messages must
      // go on through all.
      let moved = 0;
      for (let round = 0; moved < 2; round++) {
        if (round === 8) throw new Error(`of ${round} restarts ${moved} led to another path`);
        const before = nameIn(connection.remoteDescription);
        connection.restartIce();
        await describe();
        const deadline = Date.now() + 4000;
        let count = 0;
        while (nameIn(connection.remoteDescription) === before || (!isOnNewPath() && Date.now() < deadline)) {
          await exchange(`${round} ${count++} on the old path`);
        }
        if (isOnNewPath()) moved++;
        await exchange(binary(100000));
      }
    },
  };

  window.begin = async (role, names) => {
    suites = names;
    connection = new RTCPeerConnection();
    connection.onicecandidate = ({ candidate }) => {
      say({ candidate: candidate ? candidate.candidate : "" });
      if (!candidate) record();
    };
    connection.onconnectionstatechange = () => {
      say({ state: connection.connectionState });
      if (connection.connectionState === "failed") say({ fatal: "failed" });
    };
    connection.ondatachannel = ({ channel }) => {
      const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime } = channel;
      const limits = Object.entries({ maxRetransmits, maxPacketLifeTime }).filter(([, value]) => value !== null);
      say({ channel: { label, protocol, ordered, ...Object.fromEntries(limits) } });
      echo(channel);
    };
    if (role !== "offer") return;
    connection.createDataChannel("first");
    await describe();
    (async () => {
      let done = true;
      for (const suite of suites) {
        try {
          await run[suite]();
          say({ passed: suite });
        } catch (error) {
          say({ failed: suite, why: String(error) });
          done = false;
        }
      }
      say({ done });
    })();
  };

  window.receive = async (line) => {
    const add = (candidate) => connection.addIceCandidate(candidate ? { candidate, sdpMLineIndex: 0 } : undefined);
    if (line.type) {
      const isFirst = connection.remoteDescription === null;
      await connection.setRemoteDescription(line);
      if (line.type === "offer") {
        if (isFirst && suites.includes("negotiated")) echo(connection.createDataChannel("negotiated", negotiated));
        await describe();
      }
      while (early.length) await add(early.shift());
    } else if (connection.remoteDescription) await add(line.candidate);
    else early.push(line.candidate);
  };
};
