package org.sallyport.protocols.recognise;

/** How far bytes fit what they are compared with. */
enum Fit {
    /** They differ, whatever follows. */
    NONE,
    /** As far as they go. */
    PART,
    /** Completely. */
    WHOLE
}
