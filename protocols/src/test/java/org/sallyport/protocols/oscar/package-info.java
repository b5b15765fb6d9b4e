/** Trials of the OSCAR session against transcripts and against bytes that real clients and servers sent. */
@NullMarked
package org.sallyport.protocols.oscar;

import org.jspecify.annotations.NullMarked;
