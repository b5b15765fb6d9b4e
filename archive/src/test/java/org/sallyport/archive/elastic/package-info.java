@NullMarked
package org.sallyport.archive.elastic;

import org.jspecify.annotations.NullMarked;
