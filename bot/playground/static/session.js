// The line to the server: what a person does goes out and is answered once; what changes in the workspace comes in.

const PAUSES_MS = [300, 1000, 2000, 4000];

/** One person's connection. `heard(change)` gets every change, `connected(bool)` whether the line stands. */
export class Session {
  constructor(person, heard, connected) {
    Object.assign(this, { person, heard, connected, next: 1, waiting: new Map(), tries: 0, ended: false });
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/line?as=${encodeURIComponent(this.person ?? "")}`);
    this.socket.addEventListener("open", () => {
      this.tries = 0;
      this.connected(true);
    });
    this.socket.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  lost() {
    for (const settle of this.waiting.values()) settle({ ok: false, problem: "The playground can't be reached." });
    this.waiting.clear();
    if (this.ended) return;
    this.connected(false);
    setTimeout(() => this.ended || this.open(), PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)]);
    this.tries += 1;
  }

  receive(message) {
    if (message.type !== "done") return this.heard(message);
    this.waiting.get(message.id)?.(message);
    return this.waiting.delete(message.id);
  }

  /** Do something in the workspace; resolves to {ok, problem?, …} when the app has acknowledged it. */
  act(doing, details = {}) {
    if (this.socket.readyState !== WebSocket.OPEN) {
      return Promise.resolve({ ok: false, problem: "The playground can't be reached: is it still running?" });
    }
    const id = this.next;
    this.next += 1;
    return new Promise((settle) => {
      this.waiting.set(id, settle);
      this.socket.send(JSON.stringify({ id, do: doing, ...details }));
    });
  }

  end() {
    this.ended = true;
    this.socket.close();
  }
}
