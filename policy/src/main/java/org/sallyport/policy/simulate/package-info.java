/** What a policy would do: with an event that somebody thinks up, and with those that were. */
@NullMarked
package org.sallyport.policy.simulate;

import org.jspecify.annotations.NullMarked;
