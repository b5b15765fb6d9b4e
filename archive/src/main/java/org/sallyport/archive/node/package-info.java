/** The local Elasticsearch node: fetched, started, watched and stopped as a child process. */
@NullMarked
package org.sallyport.archive.node;

import org.jspecify.annotations.NullMarked;
