/**
 * The local Elasticsearch node: prepared, started, watched and stopped as a child process.
 *
 * <p>{@link org.sallyport.archive.node.ElasticsearchNode} is the way in. Nothing here knows what is kept in the node.
 */
@NullMarked
package org.sallyport.archive.node;

import org.jspecify.annotations.NullMarked;
