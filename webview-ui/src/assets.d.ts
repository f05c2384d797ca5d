declare module '*.css';

/** The outlines of an icon, taken out of its file when the page is built. */
declare module '*.svg' {
  const outlines: readonly string[];
  export default outlines;
}
