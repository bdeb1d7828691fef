// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Roles;
import io.netty.util.NetUtil;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller on this machine who shows no token is a publisher; anybody else without one is nobody.
 */
@Singleton
final class LoopbackPublisher implements SecurityIdentityAugmentor {
  /** Who such a caller is in records. */
  static final String NAME = "loopback";

  /** A request with one of these comes from elsewhere: through a proxy, or from a web page. */
  private static final List<String> FROM_ELSEWHERE =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via", "Origin");

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom().item(identity);
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity,
      AuthenticationRequestContext context,
      Map<String, Object> attributes) {
    RoutingContext routing = HttpSecurityUtils.getRoutingContextAttribute(attributes);
    boolean local = identity.isAnonymous() && routing != null && isLocal(routing.request());
    return Uni.createFrom().item(local ? publisher() : identity);
  }

  private static boolean isLocal(HttpServerRequest request) {
    return FROM_ELSEWHERE.stream().noneMatch(name -> request.headers().contains(name))
        && isLoopback(request.remoteAddress().hostAddress());
  }

  /** Whether the address, in digits, is one of this machine's own; a name never is. */
  static boolean isLoopback(@Nullable String address) {
    InetAddress digits =
        address == null ? null : NetUtil.createInetAddressFromIpAddressString(address);
    return digits != null && digits.isLoopbackAddress();
  }

  private static SecurityIdentity publisher() {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(NAME))
        .addRole(Roles.PUBLISHER)
        .build();
  }
}
