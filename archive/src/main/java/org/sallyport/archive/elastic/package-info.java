/**
 * Elasticsearch as the archive: {@link org.sallyport.archive.elastic.ElasticArchive} ships the journal into it and searches it.
 * Types of its client stay in here.
 */
@NullMarked
package org.sallyport.archive.elastic;

import org.jspecify.annotations.NullMarked;
