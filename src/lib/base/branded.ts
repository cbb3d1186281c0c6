declare const brand: unique symbol;

/** A string that is known to be a name of this kind, and cannot be mixed up with another. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
