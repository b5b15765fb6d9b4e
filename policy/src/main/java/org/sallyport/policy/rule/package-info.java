/** The rulebase: its document, its compiled form, lexicons, and the reload while traffic flows. */
@NullMarked
package org.sallyport.policy.rule;

import org.jspecify.annotations.NullMarked;
