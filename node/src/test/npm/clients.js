'use strict';
// Clients that nobody here wrote, against a running node: node clients.js URL. Ends with status 0 if all is as it should be.
const assert = require('node:assert/strict');
const jayson = require('jayson/promise');
const { JSONRPCClient } = require('json-rpc-2.0');
const WebSocket = require('ws');

const url = new URL(process.argv[2]);
const http = jayson.Client.http({ host: url.hostname, port: url.port, path: '/', version: 2 });

async function overHttp() {
  const head = await http.request('chain.head', []);
  assert.equal(head.jsonrpc, '2.0');
  assert.ok(Number.isInteger(head.result.height));

  const registered = await http.request('system.register', ['npm-1']);
  assert.equal(registered.result.registered, true);
  const voted = await http.request('system.quorum.vote', {
    instanceId: 'npm-1', decision: 'by-npm', value: 'yes', totalInstances: 1,
  });
  assert.equal(voted.result.finalDecision, 'yes');

  const unknown = await http.request('no.such.method', []);
  assert.equal(unknown.error.code, -32601);
  const invalid = await http.request('chain.block', { height: -1 });
  assert.equal(invalid.error.code, -32602);
  const again = await http.request('system.quorum.vote', ['npm-1', 'by-npm', 'no']);
  assert.equal(again.error.data.code, 'DECISION_CLOSED');

  // A null id makes a notification.
  assert.equal(await http.request('chain.head', [], null), undefined);
  const answers = await http.request([
    http.request('chain.head', [], undefined, false),
    http.request('consensus.quorum', { activeNodes: 7 }, undefined, false),
    http.request('chain.head', [], null, false),
    http.request('no.such.method', [], undefined, false),
  ]);
  assert.equal(answers.length, 3);
  assert.equal(answers.find((each) => each.result && each.result.activeNodes).result.optimal, 6);
  assert.equal(answers.find((each) => each.error).error.code, -32601);

  const discovered = await http.request('rpc.discover', []);
  assert.ok(discovered.result.methods.some((method) => method.name === 'system.quorum.vote'));
  return voted.result.height;
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${url.host}/`);
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function overWebSocket(height) {
  const socket = await open();
  const client = new JSONRPCClient((request) => socket.send(JSON.stringify(request)));
  const told = [];
  let waiting = () => {};
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.method === 'subscription') {
      told.push(message.params);
      waiting();
    } else {
      client.receive(message);
    }
  });
  const until = (condition) => new Promise((resolve) => {
    waiting = () => { if (told.some(condition)) resolve(told.find(condition)); };
    waiting();
  });

  // Resumes from before the vote over HTTP: what is final already comes at once, then what becomes final.
  const subscribed = await client.request('subscribe', { topic: 'decisions', fromHeight: 0 });
  const made = await until((each) => each.event.name === 'quorum.decision.made' && each.event.decision === 'by-npm');
  assert.equal(made.subscription, subscribed.subscription);
  assert.equal(made.height, height);
  assert.equal(made.event.value, 'yes');
  assert.equal(made.event.voteCount, 1);
  assert.equal(made.event.quorum, 1);

  await client.request('system.quorum.vote', ['npm-1', 'by-socket', 'blue', 1]);
  const live = await until((each) => each.event.name === 'quorum.decision.made' && each.event.decision === 'by-socket');
  assert.equal(live.event.value, 'blue');

  const error = await client.request('kv.get', { key: 'nothing' }).then(() => null, (failure) => failure);
  assert.equal(error.code, -32003);
  assert.deepEqual(await client.request('unsubscribe', [subscribed.subscription]), { unsubscribed: true });
  const heights = told.map((each) => each.height * 1000 + each.index);
  assert.deepEqual(heights, [...heights].sort((a, b) => a - b), 'told in order');
  await new Promise((resolve) => { socket.once('close', resolve); socket.close(); });
}

(async () => {
  const height = await overHttp();
  await overWebSocket(height);
  console.log('all calls were answered as they should be');
})().catch((failure) => { console.error(failure); process.exit(1); });
