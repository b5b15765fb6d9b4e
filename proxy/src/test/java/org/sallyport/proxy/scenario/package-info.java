/**
 * Scenarios: files that say who is there, what the rules are, what people do at their clients, and what must come of it, for every
 * protocol that can do it. See {@code docs/contributing.md}.
 */
@NullMarked
package org.sallyport.proxy.scenario;

import org.jspecify.annotations.NullMarked;
