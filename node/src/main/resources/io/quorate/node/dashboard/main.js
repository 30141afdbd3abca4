// The dashboard of one node: asks it over a WebSocket, and shows what it says. It decides nothing and changes nothing.

import { drawVotes, LatencyPlot, RatePlot } from './charts.js';
import { Connection } from './connection.js';
import { byId, each, html, mark, say } from './dom.js';
import { ago, bytes, count, millis, percent, short, whole } from './format.js';
import { History } from './history.js';
import { label, showDecisions, showEvidence, showPeers, showValidators } from './tables.js';

const TOKEN = 'quorate.token';
const DECISIONS = 12;
const ROUNDS = 4;
const SLOW_MILLIS = 5_000;

const history = new History();
const latencyPlot = new LatencyPlot(byId('latency-plot'), byId('latency-read'));
const ratePlot = new RatePlot(byId('rate-plot'), byId('rate-read'));

let set; // the last answers
let state;
let shown; // the round whose votes are shown
let begunBefore = ''; // the newest one that had begun when last asked
let peers = [];
let chain = '';
let final = { height: 0, millis: 0 };
let decisionsStale = true;
let decisionsAt = 0;
let decisions = new Map();

// ---- connection

const connection = new Connection({ onState: showLink, onOpen: opened, onEvent: told }, remembered());

function remembered() {
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null; // a browser may forbid it: then the token is asked for again
  }
}

async function opened() {
  decisionsStale = true;
  try {
    await connection.call('subscribe', { topic: 'blocks' });
    await connection.call('subscribe', { topic: 'evidence' });
  } catch (failure) {
    trouble(failure);
  }
  for (const job of jobs) job.now();
}

function told({ topic, height, event }) {
  if (topic === 'evidence') {
    evidence.now();
    return;
  }
  finalized(height, event.timeMillis);
  decisionsStale ||= event.transactionCount > 0;
  live.now();
}

function finalized(height, timeMillis) {
  if (height >= final.height) final = { height, millis: timeMillis };
  say(byId('height'), whole(final.height));
}

function showLink(what, { known = false } = {}) {
  // Who watches, or listens, is told once that it is gone: not of each attempt.
  if (what === 'connecting' && document.body.dataset.link === 'waiting') return;
  const texts = {
    connecting: 'connecting',
    open: 'live',
    waiting: 'disconnected, trying again',
    token: 'needs a token',
    paused: 'paused',
  };
  say(byId('link'), texts[what]);
  mark(document.body, 'link', what);
  byId('token').hidden = what !== 'token';
  if (what === 'token') byId('token-text').focus();
  say(byId('token-answer'), known ? 'The node does not take this token.' : '');
  if (what === 'waiting') {
    say(byId('verdict'), 'Disconnected from the node');
    say(byId('why'), 'What is shown is what it said last.');
    mark(byId('health'), 'level', 'bad');
  }
}

byId('token').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('token-text').value.trim();
  byId('token-text').value = '';
  try {
    sessionStorage.setItem(TOKEN, text);
  } catch {
    // as above
  }
  connection.useToken(text);
});

// ---- what is asked, and how often

function trouble(failure) {
  // Code 0 is a connection that was lost, which is shown where the connection is.
  if (failure.code !== 0) say(byId('trouble'), failure.message);
}

const jobs = [];

/** Runs a job again and again while connected, never twice at a time, and less often on a node that is slow to answer. */
function every(period, work) {
  let busy = false;
  let next = 0;
  let earliest = 0;
  const run = async () => {
    const begin = performance.now();
    if (busy || begin < next || !connection.isOpen) return;
    busy = true;
    try {
      await work();
      say(byId('trouble'), '');
    } catch (failure) {
      trouble(failure);
    } finally {
      busy = false;
      const done = performance.now();
      earliest = Math.max(begin + period, done + 3 * (done - begin)) - 10;
      next = earliest;
    }
  };
  setInterval(run, Math.min(period, 250));
  const job = {
    now() {
      // Sooner than its turn, and yet no more often than a slow node can bear.
      next = Math.min(next, Math.max(earliest, performance.now() + 100));
    },
  };
  jobs.push(job);
  return job;
}

const live = every(250, async () => {
  const [recent, latest] = await Promise.all([
    connection.call('consensus.recent', { fromHeight: history.next, rounds: ROUNDS }),
    connection.call('consensus.state'),
  ]);
  if (recent.newestHeight !== undefined && recent.newestHeight + 1 < history.next) {
    history.clear(); // another chain than before the break
    final = { height: 0, millis: 0 };
  } else {
    history.add(recent);
  }
  state = latest;
  shown = roundToShow(recent.rounds);
  showRound();
});

const status = every(1000, async () => {
  const [health, validators, connected] = await Promise.all([
    connection.call('consensus.health'),
    connection.call('consensus.validators'),
    connection.call('net.peers'),
  ]);
  set = validators;
  peers = connected.peers;
  showHealth(health);
  showPeers(peers);
  const byKey = new Map(peers.filter((peer) => peer.validatorKey).map((peer) => [peer.validatorKey, peer]));
  showValidators(set, { self: state?.self, round: shown?.epoch === set.epoch ? shown : undefined, peers: byKey });
  showFigures(health);
});

const evidence = every(5000, async () => {
  showEvidence(await connection.call('consensus.evidence', { limit: 20 }), history.now());
});

every(500, async () => {
  // Deadlines pass without a transaction.
  if (!decisionsStale && performance.now() - decisionsAt < SLOW_MILLIS) return;
  decisionsStale = false;
  decisionsAt = performance.now();
  const { summary } = await connection.call('system.get_state', { limit: DECISIONS });
  chain = summary.chain;
  const wholes = await Promise.all(summary.latestDecisions.map(async (line) => {
    const known = decisions.get(line.topic);
    const same = known && known.status === line.status && known.voteCount === line.voteCount;
    if (same && line.status !== 'OPEN' && known.closedHeight !== undefined) return known;
    return (await connection.call('system.get_state', { decision: line.topic, limit: 0 })).decision;
  }));
  decisions = new Map(wholes.map((decision) => [decision.topic, decision]));
  showDecisions(wholes, { opened: summary.decisions, decided: summary.decided });
});

// ---- what is shown

/**
 * The newest round in which something came, if it is over or takes its time; else the newest that is over: where rounds take
 * milliseconds, one that has just begun says nothing yet.
 */
function roundToShow(rounds) {
  const begun = rounds.filter((round) => round.proposedMicros !== undefined || round.votes.length > 0);
  const newest = begun[begun.length - 1];
  if (newest === undefined) return rounds[rounds.length - 1];
  const name = `${newest.epoch}/${newest.view}`;
  const slow = name === begunBefore;
  begunBefore = name;
  const isOver = (round) => round.certificates.some(({ kind }) => kind !== 'notarize');
  return slow || isOver(newest) ? newest : begun.filter(isOver).pop() ?? newest;
}

function nameOf(index) {
  const validator = set?.validators.find((each) => each.index === index);
  return validator === undefined ? `#${index}` : label(validator);
}

function showRound() {
  finalized(state.finalizedHeight, final.height === state.finalizedHeight ? final.millis : 0);
  say(byId('height-note'), `epoch ${whole(state.epoch)}, view ${whole(state.view)}`);
  for (const step of byId('phases').children) mark(step, 'now', step.dataset.phase === state.phase ? 'yes' : 'no');
  const silent = state.missing.length < (set?.validators.length ?? 0) ? state.missing.map(label).join(', ') : '';
  say(byId('waiting'), `View ${whole(state.view)}, led by ${label(state.leader)}, waits for ${state.waitingFor}.${silent === '' ? '' : ` No vote yet of ${silent}.`}`);
  say(byId('who'), `${chain === '' ? '' : `chain ${chain} · `}${state.self ? label(state.self) : 'a follower'}`);
  if (set !== undefined && state.epoch !== set.epoch) status.now();
  if (set === undefined || shown === undefined || shown.epoch !== set.epoch) return;
  const after = (kind) => shown.certificates.find((certificate) => certificate.kind === kind)?.afterMicros;
  const begin = shown.proposedMicros ?? 0;
  const outcome = after('finalize') !== undefined ? `final after ${millis(Math.max(0, after('finalize') - begin) / 1000)}`
    : after('nullify') !== undefined ? 'skipped' : after('notarize') !== undefined ? 'notarized' : 'voting';
  say(byId('round-title'), `View ${whole(shown.view)}`);
  say(byId('round-place'), `epoch ${whole(shown.epoch)} · led by ${nameOf(shown.leader)} · ${outcome}`);
  const kinds = ['notarize', 'finalize', 'nullify'].filter((kind) => kind !== 'nullify' || shown.votes.some((vote) => vote.kind === kind));
  each(byId('quorums'), kinds, (kind) => kind, () => html('div', {}, html('span'), html('span', { class: 'track' }, html('i')), html('span', { class: 'number' })), (line, kind) => {
    const voters = new Set(shown.votes.filter((vote) => vote.kind === kind).map((vote) => vote.index));
    const power = set.validators.filter((each) => voters.has(each.index)).reduce((sum, each) => sum + each.power, 0);
    const [name, track, amount] = line.children;
    mark(line, 'kind', kind);
    say(name, kind);
    track.style.setProperty('--share', power / set.totalPower);
    track.style.setProperty('--quorum', set.quorumPower / set.totalPower);
    say(amount, `${whole(power)} of ${whole(set.totalPower)}`);
    amount.title = `a quorum is ${set.quorumPower}`;
  });
  say(byId('votes-caption'), shown.proposedMicros === undefined ? 'Votes as they came since the view was entered' : 'Votes as they came since the proposal');
  drawVotes(byId('votes'), shown, set.validators.map((validator) => ({ index: validator.index, label: label(validator) })));
}

function showHealth(health) {
  final = { height: health.finalizedHeight, millis: health.finalizedTimeMillis };
  const { level, verdict, why } = judged(health);
  mark(byId('health'), 'level', level);
  say(byId('verdict'), verdict);
  say(byId('why'), why);
  document.title = `${level === 'bad' ? '⚠ ' : ''}${state?.self ? label(state.self) : 'follower'} · Quorate`;
}

function judged(health) {
  const absent = health.notConnected.map(label).join(', ');
  const missing = absent === '' ? '' : ` Not connected: ${absent}.`;
  if (!health.quorumConnected) {
    return {
      level: 'bad',
      verdict: 'No block can become final: too little voting power is connected',
      why: `${whole(health.connectedPower)} of ${whole(health.totalPower)} are, and a quorum is ${whole(health.quorumPower)}.${missing}`,
    };
  }
  if (health.syncTarget !== undefined) {
    return { level: 'warn', verdict: 'Catching up', why: `At block ${whole(health.finalizedHeight)} of ${whole(health.syncTarget)}.` };
  }
  if (!health.healthy) {
    const why = `${health.reason[0].toUpperCase()}${health.reason.slice(1)}.`;
    return { level: 'bad', verdict: 'No block becomes final', why };
  }
  if (health.sinceFinalizedMillis > SLOW_MILLIS) {
    return { level: 'warn', verdict: 'Finality is late', why: `View ${whole(state?.view)} waits for ${health.waitingFor}.${missing}` };
  }
  return absent === ''
    ? { level: 'good', verdict: 'Blocks become final', why: 'All validators are connected.' }
    : { level: 'fair', verdict: 'Blocks become final', why: `Not connected: ${absent}.` };
}

function showFigures(health) {
  const minute = history.figures(60);
  say(byId('latency'), minute.median === undefined ? '–' : millis(minute.median));
  say(byId('latency-note'), minute.worst === undefined ? 'none measured' : `worst ${millis(minute.worst)} in a minute`);
  const lately = history.figures(10);
  say(byId('rate'), short(lately.blockRate));
  say(byId('rate-note'), `${short(minute.blockRate)} over a minute`);
  say(byId('transactions'), short(lately.transactionRate));
  say(byId('transactions-note'), state === undefined ? '' : `${whole(state.pendingTransactions)} pending, ${bytes(state.pendingBytes)}`);
  say(byId('power'), percent(health.connectedPower, health.totalPower));
  say(byId('power-note'), `quorum ${percent(health.quorumPower, health.totalPower)}, ${count(health.peers, 'peer', 'peers')}`);
  drawPlots(minute);
}

function drawPlots(minute) {
  const seconds = history.seconds();
  latencyPlot.draw(seconds, minute);
  ratePlot.draw(seconds, minute);
}

// A phone that is turned has another width.
let width = 0;
new ResizeObserver(([{ contentRect }]) => {
  if (Math.round(contentRect.width) === width) return;
  width = Math.round(contentRect.width);
  drawPlots(history.figures(60));
  if (state !== undefined) showRound();
}).observe(byId('main'));

setInterval(() => {
  if (final.height > 0 && final.millis > 0) {
    say(byId('age'), `last block ${ago(Math.max(0, history.now() - final.millis))}`);
  }
}, 500);

// A page that nobody sees asks for nothing.
document.addEventListener('visibilitychange', () => (document.hidden ? connection.pause() : connection.resume()));
if (!document.hidden) connection.resume();
