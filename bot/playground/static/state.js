// What one person sees of the workspace, kept up to date by the changes that come in.

/** The workspace as this person sees it, and what is open on the page. */
export class State {
  constructor(changed) {
    Object.assign(this, { changed, ready: false, online: true, messages: new Map(), memories: new Map(), unread: new Map(), notices: [] });
    this.place = { kind: "channel", channel: null, thread: null };
    this.modals = [];
  }

  /** Take a change in. */
  apply(change) {
    const take = this[`on_${change.type}`];
    if (take) take.call(this, change);
    this.changed(change);
  }

  on_hello(hello) {
    Object.assign(this, {
      ready: true, me: hello.me, workspace: hello.workspace, people: new Map(hello.people.map((each, index) => [each.id, { ...each, tint: (index % 6) + 1 }])), bot: hello.bot,
      channels: hello.channels, dm: hello.dm, commands: hello.commands, shortcuts: hello.shortcuts, tries: hello.tries,
      modals: hello.modals, home: hello.home, statuses: new Map(), prompts: new Map(), titles: new Map(), files: new Map(),
    });
    this.messages = new Map();
    for (const message of hello.messages) this.keep(message);
    for (const status of hello.statuses) this.on_status(status);
    for (const prompts of hello.prompts) this.on_prompts(prompts);
    for (const title of hello.titles) this.on_title(title);
    if (!this.known(this.place.channel)) this.place = { kind: "channel", channel: hello.channels.find((each) => each.id === hello.start)?.id ?? hello.dm, thread: null };
  }

  on_message({ message }) {
    const isNew = !this.messages.has(key(message.channel, message.ts));
    this.keep(message);
    if (isNew && message.user !== this.me && !this.looksAt(message.channel)) {
      this.unread.set(message.channel, (this.unread.get(message.channel) ?? 0) + 1);
    }
  }

  keep(message) {
    this.versions = (this.versions ?? 0) + 1;
    this.messages.set(key(message.channel, message.ts), { ...message, version: this.versions });
    for (const file of message.files) this.files.set(file.id, file);
  }

  on_deleted({ channel, ts }) {
    this.messages.delete(key(channel, ts));
  }

  on_status({ channel, thread_ts: thread, status }) {
    if (status) this.statuses.set(key(channel, thread), status);
    else this.statuses.delete(key(channel, thread));
  }

  on_prompts({ channel, thread_ts: thread, title, prompts }) {
    this.prompts.set(key(channel, thread ?? ""), { title, prompts });
  }

  on_title({ channel, thread_ts: thread, title }) {
    this.titles.set(key(channel, thread), title);
  }

  on_modals({ modals }) {
    this.modals = modals;
  }

  on_home({ home }) {
    this.home = home;
  }

  on_channels({ channels }) {
    this.channels = channels;
  }

  on_file({ file }) {
    this.files.set(file.id, file);
  }

  // -- reading ------------------------------------------------------------------------------------------------------

  known(channel) {
    return channel !== null && (channel === this.dm || this.channels.some((each) => each.id === channel));
  }

  looksAt(channel) {
    return this.place.kind === "channel" && this.place.channel === channel;
  }

  person(id) {
    return this.people.get(id);
  }

  names = {
    user: (id) => this.people?.get(id)?.real_name,
    channel: (id) => this.channels?.find((each) => each.id === id)?.name,
  };

  channelName(id) {
    return id === this.dm ? this.bot.name : this.names.channel(id) ?? id;
  }

  /** Top-level messages of a channel, oldest first. */
  topLevel(channel) {
    return this.inOrder((each) => each.channel === channel && !isReply(each));
  }

  /** The replies of a thread, oldest first. */
  replies(channel, thread) {
    return this.inOrder((each) => each.channel === channel && isReply(each) && each.thread_ts === thread);
  }

  inOrder(fits) {
    return [...this.messages.values()].filter(fits).sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }

  message(channel, ts) {
    return this.messages.get(key(channel, ts));
  }

  status(channel, thread) {
    return this.statuses.get(key(channel, thread));
  }

  title(channel, thread) {
    return this.titles.get(key(channel, thread));
  }

  promptsOf(channel, thread = "") {
    return this.prompts.get(key(channel, thread));
  }

  file(id) {
    return this.files.get(id);
  }

  /** What the page remembers of a message or view beyond what the app says: which thumb is pressed. */
  memory(name) {
    if (!this.memories.has(name)) this.memories.set(name, new Map());
    return this.memories.get(name);
  }

  // -- going places -------------------------------------------------------------------------------------------------

  /** Show a channel, a direct message, or Home. */
  go(place) {
    this.place = { kind: "channel", channel: null, thread: null, ...place };
    this.unread.delete(this.place.channel);
    this.changed({ type: "place" });
  }
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

function key(channel, ts) {
  return `${channel}/${ts}`;
}
