package org.sallyport.policy;

import org.jspecify.annotations.Nullable;

/**
 * What was seen of a file's bytes, as far as they have passed. Immutable.
 *
 * @param type the media type its first bytes say, such as {@code application/pdf}, in lower case; null: not seen
 * @param sha256 the hash of all of it, 64 lower-case hexadecimal digits; null while it is not whole
 */
public record SeenFile(@Nullable String type, @Nullable String sha256) {}
