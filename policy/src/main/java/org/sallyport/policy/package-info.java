/**
 * Decisions: a {@link org.sallyport.policy.Question} goes in, a
 * {@link org.sallyport.protocols.decision.Decision} comes out. The rulebase is in {@code rule}, the people are in
 * {@code identity}, and {@code document} reads YAML strictly for both.
 */
@NullMarked
package org.sallyport.policy;

import org.jspecify.annotations.NullMarked;
