// How numbers and times are said. Nothing here takes part in what is decided: it is for people to read.

const WHOLE = new Intl.NumberFormat('en');

/** A whole number; one that JavaScript can't hold exactly is marked as such. */
export function whole(number) {
  if (number === undefined) return '–';
  return (Number.isSafeInteger(number) ? '' : '≈ ') + WHOLE.format(number);
}

/** Three digits or so, as far as they say something. */
export function short(number) {
  return number >= 100 ? WHOLE.format(Math.round(number)) : number.toFixed(number >= 10 ? 1 : 2);
}

export function millis(time) {
  return time < 1000 ? `${time >= 100 ? Math.round(time) : time.toFixed(1)} ms` : `${(time / 1000).toFixed(time < 10000 ? 2 : 1)} s`;
}

/** A round time, for a scale. */
export function tick(time) {
  if (time === 0) return '0';
  return time < 1000 ? `${Number(time.toPrecision(3))} ms` : `${Number((time / 1000).toPrecision(3))} s`;
}

/** A time that has passed; coarse, so that it does not flicker. */
export function ago(time) {
  if (time < 1000) return 'just now';
  if (time < 60_000) return `${Math.floor(time / 1000)} s ago`;
  if (time < 3_600_000) return `${Math.floor(time / 60_000)} min ago`;
  return time < 172_800_000 ? `${Math.floor(time / 3_600_000)} h ago` : `${Math.floor(time / 86_400_000)} days ago`;
}

export function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let power = 0;
  let rest = count;
  while (rest >= 1000 && power < units.length - 1) {
    rest /= 1000;
    power++;
  }
  return `${power === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[power]}`;
}

export function count(number, one, more) {
  return `${whole(number)} ${number === 1 ? one : more}`;
}

export function percent(part, all) {
  const share = (100 * part) / all;
  return `${share >= 10 || Number.isInteger(share) ? Math.round(share) : share.toFixed(1)} %`;
}

/** Few letters of a long name, which may be anything: the whole is the title of where it is shown. */
export function clip(text, most) {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}
