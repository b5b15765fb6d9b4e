/** The versions of a policy: drafts, publishing by two people, a chain of hashes, and edits that keep the author's comments. */
@NullMarked
package org.sallyport.policy.history;

import org.jspecify.annotations.NullMarked;
