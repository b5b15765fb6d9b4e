/** What can be decided about an event: the words a rulebase answers in and a session carries out. */
@NullMarked
package org.sallyport.protocols.decision;

import org.jspecify.annotations.NullMarked;
