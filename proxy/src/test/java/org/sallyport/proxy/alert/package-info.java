@NullMarked
package org.sallyport.proxy.alert;

import org.jspecify.annotations.NullMarked;
