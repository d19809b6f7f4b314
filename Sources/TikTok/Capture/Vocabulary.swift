/// Words that the API's messages are made of, which are nobody's names.
enum Vocabulary {
  /// Whether it is such a word, in capitals or not, or several of them with underscores between them.
  static func contains(_ word: String) -> Bool {
    let word = word.lowercased()
    if MetricFact.all[word] != nil || DimensionFact.all[word] != nil || all.contains(word) { return true }
    let parts = word.split(separator: "_")
    return parts.count > 1 && parts.allSatisfy { all.contains(String($0)) || UInt8($0) != nil }
  }

  private static let all = Set(
    """
    a about above absent accept acceptable accepted access account accounts acquire action active actual ad added address
    adgroup adgroups ads advertiser advertisers after again all allocated allow allowed allowlist already also although an and another any
    api app application applied apply appropriate are argument array as asset at attribute attributes auction audience auth
    authorization authorize authorized available bad balancer banned based basic be because been before being below between bid bind
    body both budget business but by call campaign campaigns can cancelled cannot case catalog category center change
    check client closed cloudflare code codes column columns combination common company complete completed concurrency
    conflict connection contact contain contains content control correct correctly cost could count country create
    created creative currency current currently custom daily data date dates day days deadline default delete deleted
    denied deprecated developer did different dimension dimensions disabled display do document does doesn doesnt
    done down due duplicate duration each either empty enable enabled encoding end endpoint english enum equal error errors
    etc every exceed exceeded exceeds except existing exist exists expected expired export external fail failed failure fatal
    feature few field fields file filter filtering filters filter_type filter_value find first following for forbidden format found frequency frequent frequently from
    full function further gateway gender get given gmv got grant granted greater group groups had has have head header
    hour hours however html http https id identity ids if illegal image in inactive inconsistent incorrect
    info information input insufficient integer integrated internal into invalid invoke ip is issue it item its join
    json just key kind known large last later least length less level lifetime like limit limited limits list load
    location long longer main maintenance many match matched material max maximum may message method metric metrics
    min minimum minute minutes missing mode moment month more most multiple must name names needs network never new next nginx no
    nor not null number numbers object objective objectives occurred of off offline ok old on once one only open
    operate operation operator option optional or order org other our out over overload page pages pangle param parameter
    parameters params parse part partner pass passed path pending per perform period permission permissions
    permitted pixel placement please plus portfolio possible post premium present previous problem processing product
    promote promotion provide provided qpd qpm qps query quota range rate rates reach reached read reason received refer refresh
    refused region rejected related release remove report reports request requested requests require required
    requires resource response restricted result results retry return revoked role rows sandbox schema scope search
    second seconds secret see select selected send server service services session set several shop shops should shut
    signature since size smart so some something sorry sort spark special start started state status still store stores
    string sub success successful successfully such support supported supports suspended syntax system table take
    target task tasks temporarily temporary text than that the their them then there these they this through throttled tiktok time timed timeout
    times timezone to token too top topview total tpm transient try trying ttl type types unable unauthorized unavailable undefined unexpected unfinished
    unique unknown unsupported until up update upgraded upgrade upper upstream url use used user users uses using utc uv
    v1 v2 v3 valid validate validation value values version video videos view violates volume wait want was way we were
    what when where whether which while whitelist who will window with within without wrong xml year yes yet you your
    zero zone 20k lower in not_in stat_time_day stat_time_hour top
    advanced android append basic browser automatic consumed continuously dedup female flat full_refresh hans hant
    incremental ios ipad iphone male nested normal oauth2 pc placement premium prod production ultimate unlimited unset
    website other
    bc day div h1 h2 head hr p br title center style class span meta charset utf doctype strong em b i font css px
    type_error level_error campaign_ids adgroup_ids ad_ids advertiser_id advertiser_ids app_id field_name
    """.split(whereSeparator: \.isWhitespace).map { String($0) })
}
