@NullMarked
package org.sallyport.protocols.service;

import org.jspecify.annotations.NullMarked;
