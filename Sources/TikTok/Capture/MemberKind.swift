import JSON

/// What a capture does with the values of a member or a parameter, by its name.
enum MemberKind: Sendable, Equatable {
  /// It is a secret: it is removed.
  case secret
  /// Ids: renumbered.
  case id
  /// Names and free text: always replaced, also where they look like a number or a date.
  case text
  /// Words of the API, such as `CAMPAIGN_STATUS_ENABLE`: kept if they look like it.
  case word
  /// Words of the API whose list is not known: kept if they are in capitals.
  case capitals
  /// Names of metrics, dimensions and fields.
  case column
  /// What the API says about a request.
  case message
  /// A custom report of the configuration, as one text.
  case report
  /// A number, as a number or as text, or a time.
  case number
  /// Anything else: a text is replaced unless it is a number, a time or a switch.
  case unknown

  init(of name: String) {
    let name = name.lowercased()
    let parts = name.split(separator: "_").map { String($0) }
    func has(_ words: Set<String>) -> Bool { parts.contains(where: words.contains) }
    if Self.reports.contains(name) {
      self = .report
    } else if Self.columns.contains(name) {
      self = .column
    } else if Self.words.contains(name) {
      self = .word
    } else if MetricFact.all[name].map({ $0.type != "string" }) ?? Self.numbers.contains(name) {
      self = .number
    } else if name.contains("page_token") || Self.ids.contains(name) {
      self = .id
    } else if Self.secrets.contains(where: name.contains) || name == "auth_code" {
      self = .secret
    } else if Self.messages.contains(name) {
      self = .message
    } else if has(["id", "ids", "uid"]), !has(["type", "types"]) {
      self = .id
    } else if let last = parts.last, Self.times.contains(last) {
      self = .number
    } else if has(Self.personal) {
      self = .text
    } else if let last = parts.last, Self.enumerated.contains(last), !parts.contains("custom") {
      self = .capitals
    } else if has(Self.times) {
      self = .number
    } else {
      self = .unknown
    }
  }

  /// The kind of what a filter compares a field with.
  init(ofFilterOn field: String?) {
    self = field.map { MemberKind(of: $0) } ?? .unknown
  }

  private static let secrets = ["secret", "token", "password", "authorization"]

  private static let reports: Set<String> = ["custom_reports", "custom_report", "definition"]

  private static let messages: Set<String> = ["message", "msg", "error_msg", "error_message"]

  /// Ids whose names do not say so. `complete` is of the states of full refreshes.
  private static let ids: Set<String> = [
    "complete", "cursor", "next_cursor", "pixel_code", "store_code", "advertisers", "accounts", "item_list",
  ]

  private static let times: Set<String> = ["time", "date", "timestamp"]

  private static let numbers: Set<String> = ["dayparting", "page", "page_size", "total_number", "total_page"]

  private static let columns: Set<String> = [
    "fields", "metrics", "dimensions", "extra_metrics", "order_field", "sort_field", "field_name",
    "cursor_field", "primary_key", "field",
  ]

  /// Parts of the names of what people, companies and their works are called, and of where they are reached.
  private static let personal: Set<String> = [
    "name", "names", "text", "texts", "title", "titles", "url", "urls", "uri", "email", "emails", "phone",
    "telephone", "cellphone", "mobile", "address", "contact", "contacter", "company", "license",
    "description",
    "brand", "keyword", "keywords", "signature", "script", "deeplink", "username", "author", "editor",
    "copyright",
    "rule", "reason", "reasons", "avatar", "cover", "image", "tax", "bank", "zip", "postcode", "po",
    "website", "domain", "city", "province", "note", "remark", "label", "tag", "tags",
  ]

  /// Last parts of the names of what has a list of values in capitals.
  private static let enumerated: Set<String> = [
    "type", "types", "status", "statuses", "mode", "modes", "state", "goal", "goals", "level", "window",
    "event",
    "strategy", "setting", "scene", "role", "origin", "origins", "source", "eligible",
  ]

  /// Members whose values are words of the API, of ISO 639, 3166 or 4217, or of the time zone database.
  private static let words = Set(
    """
    action actions action_scene actiontype activity_type ad_auth_status ad_format advertiser_account_type
    advertiser_status advertiser_type age age_groups aigc_disclosure_type allowed_placements api_level
    app_promotion_type app_type attribution_event_count audience_sub_type audience_type auth_type available_status
    bid_align_type bid_display_mode bid_type billing_event brand_safety_partner brand_safety_postbid_partner
    brand_safety_type budget_auto_adjust_strategy budget_mode buying_type buying_types call_to_action
    campaign_automation_type campaign_product_source campaign_system_origin campaign_system_origins campaign_type
    campaign_types catalog_type channel click_attribution_window content_type conversion_window country
    country_code country_codes creative_delivery_status creative_material_mode creative_portfolio_type
    creative_type currency currencies dark_post_status data_level deep_bid_type deep_funnel_event_source
    deep_funnel_optimization_event deep_funnel_optimization_status deeplink_format_type deeplink_type
    delivery_mode delivery_type destination_sync_mode disclaimer_type display_timezone dpa_target_audience_type
    dynamic_destination dynamic_format engaged_view_attribution_window environment event_type expansion_types
    fallback_type feed_type filter_type flaw_types forbidden_operation_systems forbidden_placements format gender
    gmv_max_promotion_type gmv_max_promotion_types granularity household_income identity_type image_mode
    ios14_quota_type ios14_targeting ios_quota_type item_duet_status item_stitch_status item_type language
    languages level live_status main_material_type messaging_app_type min_android_version min_ios_version
    network_types objective objective_type objective_types operating_systems operation_status
    optimization_event optimization_events optimization_goal order_type output_format pacing phone_region_code
    pixel_category pixel_event_type pixel_setup_mode placement placement_type placements platform
    postback_window_mode primary_status product_source product_specific_type product_status
    product_video_specific_type promotion_target_type promotion_type promotion_types promotion_website_type
    purchased_type region_code region_codes report_granularity report_layout report_type rf_campaign_type
    rf_purchased_type role sales_destination schedule_type secondary_optimization_event secondary_status
    service_type shopping_ads_deeplink_type shopping_ads_fallback_type shopping_ads_retargeting_type
    shopping_ads_type smart_plus_adgroup_mode special_industries spending_power split_test_status
    split_test_variable statistic_type status store_role store_status supported_sync_modes sync_mode
    targeting_optimization_mode targeting_region_codes tiktok_subplacements timezone vbo_window
    vertical_video_strategy video_actions video_user_actions view_attribution_window virtual_objective_type
    """.split(whereSeparator: \.isWhitespace).map { String($0) })
}
