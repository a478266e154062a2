'use strict';
// bcoin's full node on regtest, in memory, told what to do by lines of JSON on standard input.
// Started by bcoin.py with the folder of node_modules and the port to listen at.

const path = require('path');
const fs = require('fs');
const Module = require('module');
const readline = require('readline');

const [folder, port] = [process.argv[2], Number(process.argv[3])];

// Some of its packages are add-ons in C, with the same in JavaScript for browsers: take that one.
const plain = new Map();
for (const name of ['mrmr', 'bstring', 'bcrypto', 'bdb']) {
  const base = path.join(folder, name);
  const {browser} = JSON.parse(fs.readFileSync(path.join(base, 'package.json')));
  for (const [from, to] of Object.entries(browser))
    plain.set(path.join(base, from) + '.js', path.join(base, to));
}
const resolve = Module._resolveFilename;
Module._resolveFilename = function(...args) {
  const found = resolve.apply(this, args);
  return plain.get(found) || found;
};

const bcoin = require(path.join(folder, 'bcoin'));
const {FullNode, Network, TX, Script, Address} = bcoin;
const NetAddress = require(path.join(folder, 'bcoin/lib/net/netaddress'));

const node = new FullNode({
  network: 'regtest', memory: true, workers: false, listen: true, host: '127.0.0.1', port,
  maxOutbound: 4, persistent: false, seeds: [], bip37: false, compact: false,
  logLevel: 'none', logConsole: false, logFile: false
});
for (const name of ['discoverExternal', 'discoverGateway', 'discoverSeeds'])
  node.pool[name] = async () => {};  // nothing leaves this machine

const hex = hash => Buffer.from(hash, 'hex').reverse().toString('hex');
const orders = {
  height: async () => node.chain.height,
  tip: async () => hex(node.chain.tip.hash),
  mine: async (count, script) => {
    node.miner.addresses = [Address.fromScript(Script.fromRaw(Buffer.from(script, 'hex')))];
    const found = [];
    for (let i = 0; i < count; i++) {
      const block = await node.miner.mineBlock(node.chain.tip);
      await node.chain.add(block);
      found.push(hex(block.hash('hex')));
    }
    return found;
  },
  pool: async () => [...node.mempool.map.keys()].map(hex),
  send: async raw => { await node.sendTX(TX.fromRaw(raw, 'hex')); return true; },
  dial: async port => {
    const host = `127.0.0.1:${port}`;
    node.pool.hosts.addNode(host);
    if (!node.pool.peers.load)
      node.pool.addLoader();  // the one peer that it asks for blocks
    else
      node.pool.peers.add(node.pool.createOutbound(NetAddress.fromHostname(host, Network.get('regtest'))));
    return true;
  }
};

(async () => {
  await node.chain.open();
  await node.mempool.open();
  await node.miner.open();
  await node.pool.open();
  await node.pool.connect();
  node.pool.startSync();  // otherwise it listens to nobody's blocks
  console.log(JSON.stringify({ready: true}));
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [name, ...args] = JSON.parse(line);
    try {
      console.log(JSON.stringify({result: await orders[name](...args)}));
    } catch (error) {
      console.log(JSON.stringify({error: String(error)}));
    }
  }
  process.exit(0);
})();
