/** What kind of file something is, by its name and by its first bytes. */
@NullMarked
package org.sallyport.policy.file;

import org.jspecify.annotations.NullMarked;
