/** Asking the archive: what a page can look for and what it gets, free of any search engine's types. */
@NullMarked
package org.sallyport.archive.search;

import org.jspecify.annotations.NullMarked;
