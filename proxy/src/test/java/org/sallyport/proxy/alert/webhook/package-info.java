@NullMarked
package org.sallyport.proxy.alert.webhook;

import org.jspecify.annotations.NullMarked;
