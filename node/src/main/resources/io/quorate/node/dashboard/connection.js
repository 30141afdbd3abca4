// JSON-RPC over one WebSocket that comes back by itself.

const CALL_MILLIS = 10_000;
const LONGEST_WAIT_MILLIS = 5_000;

export class CallError extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/**
 * States, which `onState` is told of: `connecting`, `open`, `waiting` (closed, and tried again by itself),
 * `token` (the node wants one; another one, if one is `known`), `paused`.
 */
export class Connection {
  #url = new URL('./', location.href);
  #socket = null;
  #pending = new Map();
  #lastId = 0;
  #failures = 0;
  #opened = false;
  #timer = 0;
  #handlers;
  #token;

  constructor(handlers, token) {
    this.#handlers = handlers;
    this.#token = token;
  }

  get isOpen() {
    return this.#socket !== null && this.#socket.readyState === WebSocket.OPEN;
  }

  resume() {
    if (this.#socket === null) this.#open();
  }

  /** Lets go of the socket until `resume`. */
  pause() {
    clearTimeout(this.#timer);
    this.#drop();
    this.#handlers.onState('paused');
  }

  useToken(token) {
    this.#token = token;
    this.#drop();
    this.#open();
  }

  /** The result of a call. */
  call(method, params = {}) {
    if (!this.isOpen) return Promise.reject(new CallError({ code: 0, message: 'not connected' }));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      // A network that is gone closes nothing: who gets no answer begins anew.
      const timer = setTimeout(() => this.#lost(this.#socket), CALL_MILLIS);
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  #open() {
    clearTimeout(this.#timer);
    if (this.#socket !== null) return;
    this.#handlers.onState('connecting');
    const address = new URL(this.#url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    // A browser's socket carries no header of ours but this one, and an address would be kept in logs and histories.
    const protocols = this.#token === null ? ['quorate'] : ['quorate', `bearer.${encoded(this.#token)}`];
    const socket = new WebSocket(address, protocols);
    this.#socket = socket;
    this.#opened = false;
    socket.onopen = () => {
      this.#opened = true;
      this.#failures = 0;
      this.#handlers.onState('open');
      this.#handlers.onOpen();
    };
    socket.onmessage = (message) => this.#received(JSON.parse(message.data));
    socket.onclose = () => this.#lost(socket);
  }

  #received(message) {
    if (message.method === 'subscription') {
      this.#handlers.onEvent(message.params);
      return;
    }
    const waiting = this.#pending.get(message.id);
    if (waiting === undefined) return;
    this.#pending.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.error) waiting.reject(new CallError(message.error));
    else waiting.resolve(message.result);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new CallError({ code: 0, message: 'the connection was lost' }));
    }
    this.#pending.clear();
  }

  async #lost(socket) {
    if (socket === null || socket !== this.#socket) return;
    this.#drop();
    const wait = Math.min(LONGEST_WAIT_MILLIS, 500 * 2 ** this.#failures++);
    const refused = !this.#opened && (await this.#isRefused());
    if (this.#socket !== null || document.hidden) return;
    if (refused) {
      this.#handlers.onState('token', { known: this.#token !== null });
      return;
    }
    this.#handlers.onState('waiting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  /** A socket that is refused does not say why; a call does. */
  async #isRefused() {
    try {
      const headers = { 'Content-Type': 'application/json' };
      // A header can't carry every text; then it is asked whether a token is wanted at all.
      if (this.#token !== null && /^[!-~]+$/.test(this.#token)) headers.Authorization = `Bearer ${this.#token}`;
      const body = JSON.stringify({ jsonrpc: '2.0', method: 'chain.head' });
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers,
        body,
        cache: 'no-store',
        signal: AbortSignal.timeout(CALL_MILLIS),
      });
      return answer.status === 401;
    } catch {
      return false;
    }
  }
}

/** In base64url: a subprotocol's name takes few characters. */
function encoded(token) {
  const bytes = Array.from(new TextEncoder().encode(token), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
