@NullMarked
package org.sallyport.proxy.alert.syslog;

import org.jspecify.annotations.NullMarked;
