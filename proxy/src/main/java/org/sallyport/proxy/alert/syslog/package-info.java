/** Alerts for a SIEM: RFC 5424 or CEF, over TLS or TCP. */
@NullMarked
package org.sallyport.proxy.alert.syslog;

import org.jspecify.annotations.NullMarked;
