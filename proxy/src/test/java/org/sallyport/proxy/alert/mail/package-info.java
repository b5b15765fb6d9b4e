@NullMarked
package org.sallyport.proxy.alert.mail;

import org.jspecify.annotations.NullMarked;
