/**
 * The shutdowns of one app that are under way. Nest 11 begins another one beside the first when `close()` is called again or
 * a signal comes meanwhile; that one may be through while hooks of other modules still publish in the first.
 */
export class Teardowns {
  private underWay = 0;
  private onEnded: (() => void) | undefined;

  begin(): void {
    this.underWay += 1;
  }

  /** The servers are closed and all other modules have had their turn, as far as this shutdown is concerned. */
  end(): void {
    this.underWay = Math.max(0, this.underWay - 1);
    if (this.underWay === 0) this.onEnded?.();
  }

  /**
   * Waits for those under way, but at most for `timeoutMs`: one in which a hook of another module has thrown never ends on
   * Nest 11.
   */
  ended(timeoutMs: number): Promise<void> {
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.onEnded = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
