/**
 * Looks into captures as the gateway would have looked into the connections: what was said, and what a policy would have made
 * of it. Offline: nothing is sent, changed or kept.
 */
@NullMarked
package org.sallyport.proxy.replay;

import org.jspecify.annotations.NullMarked;
