/** Who has been told what, and when. */
@NullMarked
package org.sallyport.policy.notice;

import org.jspecify.annotations.NullMarked;
