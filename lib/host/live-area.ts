/**
 * An area at the end of a terminal that is drawn over again and again, below text that scrolls. Knows nothing of what
 * is drawn.
 *
 * No mode of the terminal stays changed, so that there is nothing to restore, whatever ends the process. Each
 * drawing is one write, between the marks of synchronized output (DEC mode 2026; who does not know them passes over
 * them), and touches only lines that changed: clearing all is what flickers (moby/buildkit#47). The other screen of
 * the terminal is left alone: it takes scrolling and copying away (vercel/turborepo#8643).
 */

export interface DrawnLine {
  text: string;
  /** In columns. */
  width: number;
}

export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface AreaSetting {
  write(text: string): void;
  size(): TerminalSize;
  /** Does the terminal lay long lines out anew when it becomes narrower? */
  reflows: boolean;
}

const escape = "\u001b[";
const began = `${escape}?2026h`;
const ended = `${escape}?2026l`;
/** What a step left open in its last line of colour must not paint the area. */
const plain = `${escape}0m`;

/** Longer than this no line is waited for. */
const longestOpenLine = 65_536;

export class LiveArea {
  readonly #setting: AreaSetting;
  #drawn: readonly DrawnLine[] = [];
  #columns = 0;
  /** Text of a line that has not ended: the area needs the beginning of a line. */
  #open = "";

  constructor(setting: AreaSetting) {
    this.#setting = setting;
  }

  /** Writes text above the area. */
  above(text: string): void {
    const whole = this.#open + text;
    const end = whole.length > longestOpenLine ? whole.length : whole.lastIndexOf("\n") + 1;
    this.#open = whole.slice(end);
    if (end === 0) return;
    const lines = this.#drawn;
    if (lines.length === 0) return this.#setting.write(whole.slice(0, end));
    const separator = whole.endsWith("\n") || end < whole.length ? "" : "\n";
    this.#setting.write(
      began + this.#cleared() + whole.slice(0, end) + separator + this.#fresh(lines) + ended,
    );
  }

  /** Draws these lines in place of those before. */
  draw(lines: readonly DrawnLine[]): void {
    const { columns } = this.#setting.size();
    const before = this.#drawn;
    if (before.length === 0) {
      if (lines.length > 0) this.#setting.write(began + this.#fresh(lines) + ended);
      return;
    }
    if (lines.length === 0) return this.erase();
    if (columns !== this.#columns) {
      this.#setting.write(began + this.#cleared() + this.#fresh(lines) + ended);
      return;
    }
    const same =
      lines.length === before.length && lines.every(({ text }, index) => text === before[index]!.text);
    if (same) return;
    const changed = lines.map(({ text }, index) => {
      // The last one is always written: the cursor stays behind it.
      if (text === before[index]?.text && index < lines.length - 1) return "";
      return `${plain}${text}${plain}${escape}K`;
    });
    const rest = before.length > lines.length ? `${escape}J` : "";
    this.#setting.write(began + this.#toTop() + changed.join("\r\n") + rest + ended);
    this.#drawn = lines;
  }

  /** Takes the area away; what is written above comes at its place. */
  erase(): void {
    if (this.#drawn.length === 0) return;
    this.#setting.write(this.#cleared());
    this.#drawn = [];
  }

  /** Takes the area away, and writes the line that is still open. */
  close(): void {
    this.erase();
    if (this.#open !== "") this.#setting.write(this.#open);
    this.#open = "";
  }

  #fresh(lines: readonly DrawnLine[]): string {
    this.#drawn = lines;
    this.#columns = this.#setting.size().columns;
    return plain + lines.map(({ text }) => `${text}${plain}`).join("\r\n");
  }

  /** From behind the last line to the beginning of the first one. */
  #toTop(): string {
    const up = this.#height() - 1;
    return up > 0 ? `\r${escape}${up}A` : "\r";
  }

  /**
   * To the beginning of the first line, all of them empty. Line by line: tmux takes "all below" at the top of the screen
   * for a screen to be kept, and the area would be found above it.
   */
  #cleared(): string {
    const rows = Array.from({ length: this.#height() }, () => `${escape}2K`);
    return this.#toTop() + rows.join(`${escape}1B`) + this.#toTop();
  }

  /**
   * In rows of the terminal. One that became narrower has broken lines in several
   * (maralorn/nix-output-monitor#311); what has left the screen at its top is out of reach.
   */
  #height(): number {
    const { columns, rows } = this.#setting.size();
    const broken = this.#setting.reflows && columns < this.#columns;
    const height = this.#drawn.reduce(
      (sum, { width }) => sum + (broken ? Math.max(1, Math.ceil(width / Math.max(1, columns))) : 1),
      0,
    );
    return Math.min(height, rows);
  }
}
