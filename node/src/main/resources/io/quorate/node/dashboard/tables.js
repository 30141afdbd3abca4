// The lists: validators, decisions, evidence, peers.

import { byId, each, html, mark, pair, quote, row, say } from './dom.js';
import { ago, bytes, clip, count, percent, whole } from './format.js';

const DID = { notarize: 'notarized', nullify: 'nullified', finalize: 'finalized' };
const ORDER = ['notarize', 'nullify', 'finalize'];
const BAN_AT = 100;
const MOST_VALUES = 5;
const LONG = 64;

function table(section, items) {
  const element = section.querySelector('table');
  element.hidden = items.length === 0;
  const empty = section.querySelector('.empty');
  if (empty !== null) empty.hidden = items.length > 0;
  return element.tBodies[0];
}

/** What a validator is called: by the name that genesis or itself gave, which may be anything. */
export function label(validator) {
  return validator.name ?? `#${validator.index}`;
}

export function showValidators({ validators, totalPower, quorumPower, toleratedPower, others }, { self, round, peers }) {
  const section = byId('validators');
  const outside = others.length === 0 ? '' : ` · ${others.length} with stake outside the set`;
  say(byId('validators-note'), `quorum ${whole(quorumPower)} of ${whole(totalPower)}, ${liars(validators, toleratedPower)}${outside}`);
  each(table(section, validators), validators, (each) => each.publicKey,
    () => row(['name', 'number', '', '', '', 'number wide', 'number wide']),
    (line, validator) => {
      const [name, power, phase, vote, score, stake, reputation] = line.cells;
      const isSelf = self !== undefined && self.index === validator.index;
      quote(name, clip(label(validator), 20), `${label(validator)}, key ${validator.publicKey}`);
      const status = validator.status ?? 'active';
      mark(name, 'tag', status !== 'active' ? status : isSelf ? 'this node' : '');
      mark(line, 'status', status);
      pair(power, whole(validator.power), ` (${percent(validator.power, totalPower)})`);
      const now = phaseOf(validator, round);
      say(phase, now);
      mark(phase, 'phase', now);
      if (validator.lastVote === undefined) pair(vote, 'none heard', '');
      else pair(vote, `${validator.lastVote.kind} ${whole(validator.lastVote.view)}`, `, ${ago(validator.lastVote.agoMillis)}`);
      const peer = peers.get(validator.publicKey);
      say(score, isSelf ? 'this node' : peer ? scored(peer.faultPoints) : 'not connected');
      mark(score, 'level', isSelf || (peer && peer.faultPoints === 0) ? 'good' : peer ? 'warn' : 'bad');
      say(stake, validator.stake === undefined ? '–' : whole(validator.stake));
      say(reputation, validator.reputation === undefined ? '–' : percent(validator.reputation, 10_000));
    });
}

/** How many may lie, whichever they are: the largest are counted first. */
function liars(validators, toleratedPower) {
  const powers = validators.map((validator) => validator.power).sort((one, other) => other - one);
  let left = toleratedPower;
  let any = 0;
  while (any < powers.length && powers[any] <= left) left -= powers[any++];
  return any === 0 ? 'tolerates no lie' : `tolerates any ${any} lying`;
}

/** What it has done in the round that is shown. */
function phaseOf(validator, round) {
  if (round === undefined) return '–';
  const kinds = round.votes.filter((vote) => vote.index === validator.index).map((vote) => vote.kind);
  if (kinds.length === 0) return validator.index === round.leader ? 'leads' : 'no vote yet';
  return DID[ORDER[Math.max(...kinds.map((kind) => ORDER.indexOf(kind)))]];
}

function scored(points) {
  return points === 0 ? 'no faults' : `${points} of ${BAN_AT} points`;
}

export function showDecisions(decisions, { opened, decided }) {
  const section = byId('decisions');
  say(byId('decisions-note'), opened === 0 ? '' : `${whole(opened)} opened, ${whole(decided)} decided${opened > decisions.length ? `; the latest ${decisions.length}` : ''}`);
  section.querySelector('.empty').hidden = decisions.length > 0;
  each(section.querySelector('ul'), decisions, (each) => each.topic, card, fillCard);
}

function card() {
  return html('li', {},
    html('h3'),
    html('p', { class: 'status' }),
    html('ul', { class: 'tally' }),
    html('p', { class: 'quiet more' }),
    html('p', { class: 'quiet rules' }));
}

function fillCard(item, decision) {
  const [title, status, tally, more, rules] = item.children;
  quote(title, clip(decision.topic, LONG), decision.topic);
  const decidedFor = decision.result;
  if (decidedFor === undefined) say(status, words(decision.status));
  else quote(status, `decided: ${clip(decidedFor, LONG)}`, decidedFor);
  mark(item, 'status', decision.status);
  const all = decision.rules.totalWeight;
  const values = [...decision.tally].sort((one, other) => other.weight - one.weight);
  each(tally, values.slice(0, MOST_VALUES), (each) => each.value, bar, (line, { value, weight }) => {
    const [name, meter, amount] = line.children;
    quote(name, clip(value, 40), value);
    meter.max = Math.max(1, all);
    meter.value = weight;
    meter.setAttribute('aria-label', `${weight} of ${all}`);
    mark(line, 'won', value === decidedFor ? 'yes' : 'no');
    say(amount, whole(weight));
  });
  const hidden = values.length - MOST_VALUES;
  say(more, hidden > 0 ? `and ${count(hidden, 'more value', 'more values')}` : values.length === 0 ? noVotes(decision) : '');
  say(rules, [
    `${whole(decision.voteCount)} of ${whole(decision.totalInstances)} voted`,
    `${words(decision.rules.quorum)} needs ${whole(decision.rules.required)}${decision.rules.totalWeight === decision.totalInstances ? '' : ` of weight ${whole(all)}`}`,
    decision.rules.ballot === 'secret' ? 'secret ballot' : '',
    decision.closedHeight === undefined ? `opened in block ${whole(decision.openedHeight)}` : `closed in block ${whole(decision.closedHeight)}`,
  ].filter((part) => part !== '').join(' · '));
}

function noVotes(decision) {
  if (decision.pruned) return 'its votes were dropped';
  return decision.commitCount > 0 ? `${whole(decision.commitCount)} committed, nothing is revealed yet` : 'no votes yet';
}

function bar() {
  return html('li', {}, html('span', { class: 'value' }), html('progress'), html('span', { class: 'number' }));
}

function words(constant) {
  return constant.toLowerCase().replaceAll('_', ' ');
}

export function showEvidence({ pending, penalties, penaltyCount }, now) {
  const section = byId('evidence');
  const items = [
    ...pending.map((each) => ({ key: `pending ${each.bytes}`, who: label(each.validator), ...each })),
    ...penalties.map((each) => ({ key: each.account + each.evidence, who: each.name ?? clip(each.publicKey, 12), ...each })),
  ];
  say(byId('evidence-note'), items.length === 0 ? '' :
    `${count(penaltyCount, 'penalty', 'penalties')}${pending.length === 0 ? '' : `, ${pending.length} not on chain yet`}`);
  each(table(section, items), items, (item) => item.key, () => row(['name', '', 'wide', 'number', '']), (line, item) => {
    const [name, fault, round, penalty, recorded] = line.cells;
    quote(name, clip(item.who, 20), item.publicKey ? `${item.who}, key ${item.publicKey}` : item.who);
    quote(fault, item.reason, item.proof ?? item.reason);
    say(round, `${whole(item.epoch)}/${whole(item.view)}`);
    say(penalty, item.penalty === undefined ? '–' : `${whole(item.penalty)}, left ${whole(item.stakeLeft)}`);
    say(recorded, item.height === undefined ? 'proven, not on chain yet' : `block ${whole(item.height)}, ${ago(Math.max(0, now - item.timeMillis))}`);
  });
}

export function showPeers(peers) {
  const section = byId('peers');
  say(byId('peers-note'), peers.length === 0 ? '' : `${peers.length} connected`);
  each(table(section, peers), peers, (peer) => peer.id, () => row(['name', 'wide', 'wide', ...Array(4).fill('number')]), (line, peer) => {
    const [name, address, direction, height, received, sent, points] = line.cells;
    quote(name, peer.validator === undefined ? `…${peer.id.slice(-8)}` : clip(peer.validator, 20), peer.id);
    quote(address, clip(peer.address, 48), peer.address);
    say(direction, peer.direction === 'inbound' ? 'it' : 'this node');
    say(height, whole(peer.finalizedHeight));
    say(received, bytes(peer.bytesIn));
    say(sent, bytes(peer.bytesOut));
    say(points, peer.faultPoints);
    mark(points, 'level', peer.faultPoints === 0 ? 'good' : 'warn');
  });
}
