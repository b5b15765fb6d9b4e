/** Elasticsearch as the archive. Types of its client stay in here. */
@NullMarked
package org.sallyport.archive.elastic;

import org.jspecify.annotations.NullMarked;
