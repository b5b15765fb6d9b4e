/**
 * The record: {@code journal} makes it durable before a frame goes on, {@code elastic} ships it and searches it,
 * {@code node} runs a local Elasticsearch when no cluster is configured.
 */
@NullMarked
package org.sallyport.archive;

import org.jspecify.annotations.NullMarked;
