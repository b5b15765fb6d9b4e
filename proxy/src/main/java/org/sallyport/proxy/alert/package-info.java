/**
 * Tells people and machines elsewhere of what rules found: by mail, by HTTP, by syslog.
 *
 * <pre>
 *  Guard ─raise▶ hand-over ─▶ writer ─fsync▶ AlertStore ─▶ TargetWorker ─▶ Courier ─▶ mail, webhook, syslog
 *  (any thread,  (bounded)    (one thread)   (one a target) (one thread a target)
 *   never waits)
 * </pre>
 *
 * An alert never carries what people wrote: {@link org.sallyport.proxy.alert.Alert} has no room for it. Each target has a queue
 * and a thread of its own, so that one that is away holds up no other.
 */
@NullMarked
package org.sallyport.proxy.alert;

import org.jspecify.annotations.NullMarked;
