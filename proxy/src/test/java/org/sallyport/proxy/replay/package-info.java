@NullMarked
package org.sallyport.proxy.replay;

import org.jspecify.annotations.NullMarked;
