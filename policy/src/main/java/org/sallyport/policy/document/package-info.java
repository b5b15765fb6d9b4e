/** Reading YAML documents strictly: every error found, each with its line and its path. */
@NullMarked
package org.sallyport.policy.document;

import org.jspecify.annotations.NullMarked;
