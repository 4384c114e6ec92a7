// ---- Music: one piece at a time, by the browser's own oscillators, from when a button is pressed.

const AHEAD = 1.5; // seconds: a page in the background wakes up each second only
const WAKES = 200; // milliseconds
const LOUD = 0.22;
const ATTACK = 0.006;
const RELEASE = 0.03;
const FADED = 300; // milliseconds
const TOGETHER = 256; // notes that sound, or are about to, at most
const PARTIALS = [0, 0.383, 0.268, 0.198, 0.144, 0.097, 0.058, 0.025, 0, 0.018, 0.028]; // a string struck at an eighth

/** The notes of a piece in seconds, from [ticks a quarter note, quarter notes a minute, then wait, key, length of each]. */
const notesOf = ([ticks, tempo, ...said]) => {
  const second = (ticks * tempo) / 60;
  const notes = [];
  let at = 0;
  for (let place = 0; place < said.length; place += 3) {
    at += said[place];
    notes.push({ start: at / second, key: said[place + 1], length: said[place + 2] / second });
  }
  return notes;
};

/** A string that is struck at a time of the context's and damped after so many seconds; its oscillator. */
const strike = (context, out, { key, at, length }) => {
  const imaginary = Float32Array.from(PARTIALS);
  const periodicWave = context.createPeriodicWave(new Float32Array(imaginary.length), imaginary);
  const string = new OscillatorNode(context, { frequency: 440 * 2 ** ((key - 69) / 12), periodicWave });
  const loudness = new GainNode(context, { gain: 0 });
  const struck = at + Math.min(ATTACK, length / 2);
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUD, struck);
  loudness.gain.setTargetAtTime(0, struck, 1.5 * 2 ** ((69 - key) / 24));
  loudness.gain.setTargetAtTime(0, at + length, RELEASE);
  string.connect(loudness).connect(out);
  string.start(at);
  string.stop(at + length + 8 * RELEASE);
  return string;
};

const player = {
  speed: 1,
  /** What is being played: its notes, where it is, and whom to tell when it ends. */
  playing: null,
  context: null,

  play(notes, ended) {
    this.stop();
    this.context ??= new AudioContext();
    this.context.resume();
    const out = new DynamicsCompressorNode(this.context);
    out.connect(this.context.destination);
    const end = notes.reduce((last, note) => Math.max(last, note.start + note.length), 0);
    this.playing = { notes, end, ended, out, next: 0, from: 0, begun: this.context.currentTime + 0.08, strings: new Set() };
    this.playing.waking = setInterval(() => this.wake(), WAKES);
    this.wake();
  },

  /** How far it is, in seconds of the piece at its own tempo. */
  get position() {
    const { from, begun } = this.playing;
    return from + Math.max(0, this.context.currentTime - begun) * this.speed;
  },

  /** Strikes what comes next. */
  wake() {
    const { playing, context, speed } = this;
    const position = this.position;
    if (position > playing.end + 0.3 * speed) { this.stop(); return; }
    while (playing.next < playing.notes.length && playing.notes[playing.next].start < position + AHEAD * speed) {
      const note = playing.notes[playing.next];
      playing.next += 1;
      const at = Math.max(context.currentTime, playing.begun + (note.start - playing.from) / speed);
      if (note.start + note.length < position || playing.strings.size >= TOGETHER) continue;
      const string = strike(context, playing.out, { key: note.key, at, length: note.length / speed });
      playing.strings.add(string);
      string.addEventListener("ended", () => playing.strings.delete(string));
    }
  },

  /** Goes on from where it is, faster or slower. */
  hasten(speed) {
    const { playing } = this;
    if (playing) {
      playing.from = this.position;
      playing.begun = this.context.currentTime;
      playing.next = playing.notes.findIndex((note) => note.start >= playing.from);
      if (playing.next < 0) playing.next = playing.notes.length;
      this.hush();
    }
    this.speed = speed;
    if (playing) this.wake();
  },

  hush() {
    for (const string of this.playing.strings) string.stop();
    this.playing.strings.clear();
  },

  stop() {
    const { playing } = this;
    if (!playing) return;
    clearInterval(playing.waking);
    // No click: what sounds is faded out.
    const faded = new GainNode(this.context);
    playing.out.disconnect();
    playing.out.connect(faded).connect(this.context.destination);
    faded.gain.setTargetAtTime(0, this.context.currentTime, RELEASE);
    setTimeout(() => { for (const string of playing.strings) string.stop(); faded.disconnect(); }, FADED);
    this.playing = null;
    playing.ended();
  },
};
addEventListener("pagehide", () => player.stop());

/** A number as MIDI has it: seven bits a byte, the first bytes marked. */
const varying = (number) => {
  const said = [number % 128];
  for (let rest = Math.floor(number / 128); rest; rest = Math.floor(rest / 128)) said.unshift(128 + (rest % 128));
  return said;
};
const big = (number, size) => Array.from({ length: size }, (_, place) => Math.floor(number / 256 ** (size - 1 - place)) % 256);

/** The piece as a Standard MIDI File of one track. */
const midiFile = ([ticks, tempo, ...said]) => {
  const strokes = [];
  let at = 0;
  for (let place = 0; place < said.length; place += 3) {
    at += said[place];
    strokes.push([at, 1, said[place + 1]], [at + said[place + 2], 0, said[place + 1]]);
  }
  // At one moment keys go up before others go down.
  strokes.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const track = [0, 0xff, 0x51, 3, ...big(Math.min(0xffffff, Math.round(6e7 / tempo)), 3)];
  let before = 0;
  for (const [time, down, key] of strokes) {
    for (const byte of [...varying(time - before), down ? 0x90 : 0x80, key, 80]) track.push(byte);
    before = time;
  }
  track.push(0, 0xff, 0x2f, 0);
  const letters = (text) => [...text].map((letter) => letter.charCodeAt(0));
  const head = [...letters("MThd"), ...big(6, 4), ...big(0, 2), ...big(1, 2), ...big(ticks, 2)];
  return Uint8Array.from([...head, ...letters("MTrk"), ...big(track.length, 4), ...track]);
};
const saved = (bytes, name) => {
  const address = URL.createObjectURL(new Blob([bytes], { type: "audio/midi" }));
  made("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

const sign = (symbol) => made("span", { class: "sign", "aria-hidden": "true" }, symbol);

/** A button that plays a piece and stops it; one that saves it, if it has a name. `what` says what is heard: "the score". */
const playable = (what, fetched, name = null) => {
  const button = made("button", { type: "button", class: "play" });
  const show = (playing) => {
    button.replaceChildren(sign(playing ? "■" : "▶"), playing ? "Stop" : "Play");
    button.setAttribute("aria-label", `${playing ? "Stop" : "Play"} ${what}`);
    button.classList.toggle("playing", playing);
  };
  button.addEventListener("click", async () => {
    if (button.classList.contains("playing")) { player.stop(); return; }
    const notes = notesOf(await fetched());
    if (!button.isConnected) return;
    player.play(notes, () => show(false));
    show(true);
  });
  show(false);
  const group = made("span", { class: "player controls" }, button);
  if (name !== null) {
    const save = made("button", { type: "button", "aria-label": `MIDI file of ${what}` }, "MIDI");
    save.addEventListener("click", async () => saved(midiFile(await fetched()), `${name.replace(/[^\w.-]+/g, "-")}.mid`));
    group.append(save);
  }
  return group;
};

/** How fast all pieces are played, in percent of their own tempo. */
const tempo = () => {
  const slider = made("input", { type: "range", min: 40, max: 160, step: 10, value: Math.round(100 * player.speed) });
  const shown = made("output", {}, `${slider.value} %`);
  slider.addEventListener("input", () => {
    shown.textContent = `${slider.value} %`;
    player.hasten(slider.value / 100);
  });
  return made("label", { class: "tempo controls" }, "Tempo", slider, shown);
};
