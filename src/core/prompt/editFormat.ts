// The text that teaches a model how to write edits. The parser in core/edit reads exactly these forms, and more leniently.

/** Goes into the system message of every edit request. */
export const editFormat = `Write every change as an edit block. The path of the file, relative to the workspace, stands alone in the line before the block.

Change lines of a file:

src/cart.ts
<<<<<<< SEARCH
  total(): number {
    return this.sum;
=======
  total(): number {
    return this.sum - this.discount;
>>>>>>> REPLACE

Make a new file (the SEARCH part is empty, the REPLACE part is the whole text):

src/discount.ts
<<<<<<< SEARCH
=======
export const discount = 0.1;
>>>>>>> REPLACE

Delete a file:

src/old.ts
<<<<<<< DELETE
>>>>>>> DELETE

Rename or move a file (blocks that change its lines may follow under the old path):

src/basket.ts
<<<<<<< RENAME
src/cart.ts
>>>>>>> RENAME

Rules:
- The SEARCH part quotes whole lines of the file exactly as they are, with their indentation, and enough of them to fit only one place.
- Quote only the lines that change and a few around them. Several small blocks are better than one large one; keep them in file order.
- Where the same lines occur several times, write the line number after the marker: <<<<<<< SEARCH (line 120).
- Write every line out. Never put "..." or "existing code" in place of lines.
- When the text itself contains a line like =======, use nine marker characters for the block instead of seven.
- Close every block with its end marker. An answer with an unfinished block is not used.`;
