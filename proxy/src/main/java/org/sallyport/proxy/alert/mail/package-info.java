/** Alerts by e-mail. Angus Mail is seen here and nowhere else. */
@NullMarked
package org.sallyport.proxy.alert.mail;

import org.jspecify.annotations.NullMarked;
