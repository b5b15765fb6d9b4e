/** The durable, hash-chained local journal and what ships it. */
@NullMarked
package org.sallyport.archive.journal;

import org.jspecify.annotations.NullMarked;
