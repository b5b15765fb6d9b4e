@NullMarked
package org.sallyport.proxy.rules;

import org.jspecify.annotations.NullMarked;
