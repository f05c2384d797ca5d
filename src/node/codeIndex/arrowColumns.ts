// Whole columns at a time into Arrow, without a row object or a plain array in between: building an index writes millions of values.
// Arrow is taken from where the database takes it, because a table made by a second copy of it would be taken apart again.
import { createRequire } from 'node:module';
import type * as Arrow from 'apache-arrow';

const arrow = createRequire(import.meta.url)('apache-arrow') as typeof Arrow;

export interface Column {
  readonly field: Arrow.Field;
  readonly data: Arrow.Data;
}

/** `lance-encoding` settings of a column. */
type Packing = ReadonlyMap<string, string> | undefined;
const asMap = (packing: Packing) => (packing ? new Map(packing) : undefined);

export function textColumn(name: string, values: readonly string[], packing?: Packing): Column {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    offsets[i + 1] = offsets[i]! + Buffer.byteLength(value);
  });
  const bytes = Buffer.alloc(offsets.at(-1)!);
  values.forEach((value, i) => {
    bytes.write(value, offsets[i]!);
  });
  const type = new arrow.Utf8();
  return {
    field: new arrow.Field(name, type, false, asMap(packing)),
    data: arrow.makeData({ type, length: values.length, nullCount: 0, valueOffsets: offsets, data: bytes }),
  };
}

export function bytesColumn(name: string, values: readonly Uint8Array[]): Column {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    offsets[i + 1] = offsets[i]! + value.length;
  });
  const bytes = new Uint8Array(offsets.at(-1)!);
  values.forEach((value, i) => {
    bytes.set(value, offsets[i]);
  });
  const type = new arrow.Binary();
  return {
    field: new arrow.Field(name, type, false),
    data: arrow.makeData({ type, length: values.length, nullCount: 0, valueOffsets: offsets, data: bytes }),
  };
}

export function integerColumn(name: string, values: readonly number[]): Column {
  const type = new arrow.Int32();
  return {
    field: new arrow.Field(name, type, false),
    data: arrow.makeData({ type, length: values.length, nullCount: 0, data: Int32Array.from(values) }),
  };
}

export function floatColumn(name: string, values: readonly number[]): Column {
  const type = new arrow.Float64();
  return {
    field: new arrow.Field(name, type, false),
    data: arrow.makeData({ type, length: values.length, nullCount: 0, data: Float64Array.from(values) }),
  };
}

/** Vectors in half precision; those that are missing are null. */
export function vectorColumn(name: string, values: readonly (Float32Array | undefined)[], dimensions: number): Column {
  const halves = new Uint16Array(values.length * dimensions);
  const present = new Uint8Array(Math.ceil(values.length / 8));
  let missing = 0;
  values.forEach((vector, i) => {
    if (!vector) {
      missing++;
      return;
    }
    present[i >> 3]! |= 1 << (i & 7);
    for (let d = 0; d < dimensions; d++) halves[i * dimensions + d] = toHalf(vector[d]!);
  });
  const item = new arrow.Float16();
  const type = new arrow.FixedSizeList(dimensions, new arrow.Field('item', item, true));
  const child = arrow.makeData({ type: item, length: halves.length, nullCount: 0, data: halves });
  return {
    field: new arrow.Field(name, type, true),
    data: arrow.makeData({ type, length: values.length, nullCount: missing, nullBitmap: present, child }),
  };
}

export function tableOf(columns: readonly Column[]): Arrow.Table {
  const schema = schemaOf(columns);
  const type = new arrow.Struct(schema.fields);
  const length = columns[0]?.data.length ?? 0;
  const rows = arrow.makeData({ type, length, nullCount: 0, children: columns.map(({ data }) => data) });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, rows)]);
}

export const schemaOf = (columns: readonly Column[]): Arrow.Schema => new arrow.Schema(columns.map(({ field }) => field));

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The nearest half-precision number as its bits; what is too small for it is 0. */
function toHalf(value: number): number {
  single[0] = value;
  const whole = bits[0]!;
  const sign = (whole >>> 16) & 0x8000;
  const exponent = ((whole >>> 23) & 0xff) - 112;
  const fraction = whole & 0x7fffff;
  if (exponent >= 31) return sign | 0x7bff;
  if (exponent > 0) return (sign | (exponent << 10) | (fraction >> 13)) + ((fraction >> 12) & 1);
  if (exponent < -10) return sign;
  const shift = 14 - exponent;
  return sign | (((fraction | 0x800000) + (1 << (shift - 1))) >> shift);
}
