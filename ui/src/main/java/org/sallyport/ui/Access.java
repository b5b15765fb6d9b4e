package org.sallyport.ui;

/** Whom a route is for. */
enum Access {
    /** Whoever reaches the port. */
    ANYONE,
    /** Whoever has signed in, whatever their groups. */
    SIGNED_IN,
    /** Members of the groups that may read the archive. */
    READER
}
