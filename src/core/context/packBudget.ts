// Fits pieces into a token budget: whole, else as a skeleton, else as one line, else dropped with the reason.
import type { ContextBundle, ContextItem, LedgerEntry, PackedItem } from '../model/context.ts';
import type { EditRequest } from '../model/run.ts';
import { ledgerEntry } from './ledger.ts';
import { isFileText, isWithin, partsShown, uncovered } from './overlap.ts';
import { createPieceCosts, type PieceCosts } from './pieceCosts.ts';
import { byPriority, cutShareOf, inPromptOrder, shareOf } from './priorities.ts';

export interface Budget {
  readonly tokens: number;
  readonly kind: EditRequest['kind'];
}

export interface PackPorts {
  /** Takes secrets out: what is counted and packed is what will be sent. */
  redact?(text: string): string;
  /** Exact token counts, one per text. */
  count(texts: readonly string[]): Promise<readonly number[]>;
  /** The piece without bodies, then in fewer and fewer words; empty where nothing can be left out. */
  skeletonsOf(item: ContextItem): Promise<readonly string[]>;
}

const maxLineForms = 10;

/** Never over the budget by a token; every piece offered has exactly one ledger entry, and the entries' tokens add up to the bundle's. */
export async function packBudget(items: readonly ContextItem[], budget: Budget, ports: PackPorts): Promise<ContextBundle> {
  const costs = createPieceCosts(budget.tokens, ports.count, ports.redact);
  const packing = new Packing(budget, ports, costs);
  const ordered = [...withoutTwins(items)].sort(byPriority(budget.kind));
  await costs.countAll(ordered);

  const waiting: ContextItem[] = [];
  for (const item of ordered) {
    if (item.required ? await packing.addRequired(item) : await packing.addWhole(item, shareOf(item.source, budget.tokens))) continue;
    waiting.push(item);
  }
  for (const item of waiting) await packing.addSomehow(item);
  return packing.toBundle();
}

/** Of two pieces with one id the one with the higher score stays; required if either is. */
function withoutTwins(items: readonly ContextItem[]): readonly ContextItem[] {
  const byId = new Map<string, ContextItem>();
  for (const item of items) {
    const twin = byId.get(item.id);
    if (!twin) byId.set(item.id, item);
    else byId.set(item.id, { ...(twin.score >= item.score ? twin : item), required: (twin.required || item.required) ?? false });
  }
  return [...byId.values()];
}

/** What has been packed so far. */
class Packing {
  private spent = 0;
  private packed: PackedItem[] = [];
  private readonly dropped: LedgerEntry[] = [];
  private lineForms = 0;

  constructor(
    private readonly budget: Budget,
    private readonly ports: PackPorts,
    private readonly costs: PieceCosts,
  ) {}

  /** True when the piece is settled: packed whole within `allowance` tokens of its source, or shown already. */
  async addWhole(item: ContextItem, allowance: number): Promise<boolean> {
    const shown = partsShown(this.packed, item);
    const cut = uncovered(
      item,
      shown.map((part) => part.range!),
    );
    if (!cut) {
      this.drop(item, `already shown: ${shown.map((part) => part.title).join(', ')}`);
      return true;
    }
    const inside = this.packed.filter((part) => isWithin(part, cut));
    const refund = inside.reduce((sum, part) => sum + part.tokens, 0);
    const cost = await this.costs.costOf(cut, 'whole');
    const spentBySource = this.packed.reduce((sum, part) => sum + (part.source === item.source ? part.tokens : 0), 0);
    if (this.spent - refund + cost > this.budget.tokens || spentBySource + cost > allowance) return false;
    for (const part of inside) this.takeBack(part, cut);
    this.keep(cut, 'whole', cost);
    return true;
  }

  /** A required piece is packed whole, as a skeleton, or as its first lines; dropped only when not even one line fits. */
  async addRequired(item: ContextItem): Promise<boolean> {
    if (await this.addWhole(item, shareOf(item.source, this.budget.tokens))) return true;
    if (await this.addSkeleton(item)) return true;
    const cut = await this.firstLinesThatFit(item, this.spent + cutShareOf(item.source, this.budget.tokens));
    if (cut) this.keep(cut, 'whole', await this.costs.costOf(cut, 'whole'));
    return cut !== undefined;
  }

  async addSomehow(item: ContextItem): Promise<void> {
    if (await this.addWhole(item, this.budget.tokens)) return;
    if (await this.addSkeleton(item)) return;
    if (this.lineForms < maxLineForms && item.path !== undefined) {
      const cost = await this.costs.costOf(item, 'line');
      if (this.spent + cost <= this.budget.tokens) {
        this.lineForms++;
        this.keep(item, 'line', cost);
        return;
      }
    }
    const cost = await this.costs.costOf(item, 'whole');
    const needed = Number.isFinite(cost) ? `${cost} tokens` : 'more than the whole budget';
    this.drop(item, `does not fit: needs ${needed}, ${this.budget.tokens - this.spent} left`);
  }

  toBundle(): ContextBundle {
    const items = inPromptOrder(this.packed).map((item) => (item.form === 'line' ? { ...item, text: '' } : this.costs.toSent(item)));
    const ledger = [...items.map((item) => ledgerEntry(item, item.form, item.tokens)), ...this.dropped];
    return { items, ledger, tokens: this.spent, budgetTokens: this.budget.tokens };
  }

  private async addSkeleton(item: ContextItem): Promise<boolean> {
    const texts = isFileText(item) ? await this.ports.skeletonsOf(item) : [];
    for (const text of texts) {
      const skeleton = { ...item, text };
      const cost = await this.costs.costOf(skeleton, 'skeleton');
      if (this.spent + cost > Math.min(this.budget.tokens, this.spent + shareOf(item.source, this.budget.tokens))) continue;
      this.keep(skeleton, 'skeleton', cost);
      return true;
    }
    return false;
  }

  private async firstLinesThatFit(item: ContextItem, allowed: number): Promise<ContextItem | undefined> {
    const lines = item.text.split('\n');
    let fits = 0;
    for (let tooMany = lines.length; tooMany - fits > 1; ) {
      const middle = Math.floor((fits + tooMany) / 2);
      const cost = await this.costs.costOf(firstLines(item, lines, middle), 'whole');
      if (this.spent + cost <= Math.min(allowed, this.budget.tokens)) fits = middle;
      else tooMany = middle;
    }
    return fits === 0 ? undefined : firstLines(item, lines, fits);
  }

  private keep(item: ContextItem, form: PackedItem['form'], tokens: number): void {
    this.packed.push({ ...item, form, tokens });
    this.spent += tokens;
  }

  private takeBack(part: PackedItem, within: ContextItem): void {
    this.packed = this.packed.filter((other) => other !== part);
    this.spent -= part.tokens;
    this.drop(part, `shown as part of ${within.title}`);
  }

  private drop(item: ContextItem, why: string): void {
    this.dropped.push(ledgerEntry(item, 'dropped', 0, why));
  }
}

function firstLines(item: ContextItem, lines: readonly string[], count: number): ContextItem {
  const range = item.range ? { startLine: item.range.startLine, endLine: item.range.startLine + count } : undefined;
  return {
    ...item,
    text: lines.slice(0, count).join('\n'),
    reason: `${item.reason}; cut to its first ${count} lines to fit the budget`,
    ...(range && isFileText(item) ? { range } : {}),
  };
}
