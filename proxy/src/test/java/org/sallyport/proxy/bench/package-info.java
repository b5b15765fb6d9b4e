@NullMarked
package org.sallyport.proxy.bench;

import org.jspecify.annotations.NullMarked;
