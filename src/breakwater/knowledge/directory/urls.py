"""The addresses of the directory: for families, for other directories, for providers, for those who keep it."""

from django.urls import path

from .views import finding, keeper, keeping, openreferral

app_name = "directory"

urlpatterns = [
    path("services/", finding.services, name="services"),
    path("services/now/<str:codes>/", finding.help_now, name="help_now"),
    path("services/found/<str:key>/", finding.found, name="found"),
    path("services/suggested/", finding.suggested, name="suggested"),
    path("services/<uuid:uuid>/", finding.service, name="service"),
    path("services/<uuid:uuid>/suggest/", finding.suggest, name="suggest"),
    path("services/ours/<str:token>/", keeper.keeper, name="keeper"),
    path("services/ours/<str:token>/<uuid:uuid>/", keeper.change, name="keeper_change"),
    path("services/ours/<str:token>/<uuid:uuid>/right/", keeper.confirm, name="keeper_confirm"),
    path("openreferral/v3/", openreferral.about, name="feed"),
    path("openreferral/v3/openapi.json", openreferral.openapi, name="feed_openapi"),
    path("openreferral/v3/services", openreferral.services, name="feed_services"),
    path("openreferral/v3/services/<str:identifier>", openreferral.service, name="feed_service"),
    path("openreferral/v3/service_at_locations", openreferral.service_at_locations, name="feed_offers"),
    path("openreferral/v3/service_at_locations/<str:identifier>", openreferral.service_at_location, name="feed_offer"),
    path("openreferral/v3/taxonomies", openreferral.taxonomies, name="feed_taxonomies"),
    path("openreferral/v3/taxonomies/<str:identifier>", openreferral.taxonomy, name="feed_taxonomy"),
    path("openreferral/v3/taxonomy_terms", openreferral.taxonomy_terms, name="feed_terms"),
    path("openreferral/v3/taxonomy_terms/<str:identifier>", openreferral.taxonomy_term, name="feed_term"),
    path("openreferral/v3/organizations", openreferral.organizations, name="feed_organizations"),
    path("openreferral/v3/organizations/<str:identifier>", openreferral.organization, name="feed_organization"),
    *(view.path() for view in keeping.VIEWS),
]
