// Fresh identifiers.

/** Unique, sortable by time of creation, safe as a file name. */
export type Ids = () => string;
