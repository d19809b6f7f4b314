extension StreamRow {
  /// A list of an account's objects.
  /// - Parameters:
  ///   - file: the schema.
  ///   - path: of the endpoint, whose records stand in `data.list`.
  ///   - id: the member of a record that identifies it.
  ///   - place: the path of the id within the record; nil where it is at the top.
  ///   - pages: how many records a page has, and whether pages say how many there are.
  ///   - changes: whether records say when they changed.
  /// - Returns: a row with a cursor where they do.
  static func objects(
    _ file: SchemaFile, _ path: EndpointPath, id: String, at place: String? = nil, pages: Paging = 1000,
    changes: ChangeFilter = .none
  ) -> StreamRow {
    let aliases = place.map { [$0: id] } ?? [:]
    return StreamRow(
      file, .entity(.init(path, paging: pages, changes: changes, aliases: aliases)), key: [id],
      cursor: changes.cursor)
  }

  /// A list whose array and id are named after the objects: `musics` and `music_id` for `music`.
  static func objects(
    _ file: SchemaFile, _ path: EndpointPath, named name: String, pages: Paging = 1000
  ) -> StreamRow {
    StreamRow(file, .entity(.init(path, records: name + "s", paging: pages)), key: [name + "_id"])
  }

  /// A list as ``objects(_:_:named:pages:)``, in pages of 100 that may not say how many objects there are.
  static func uncounted(_ file: SchemaFile, _ path: EndpointPath, named name: String) -> StreamRow {
    objects(file, path, named: name, pages: .unannouncedPages(100))
  }

  /// A list whose pages have the right count only where one type is asked for: `identity_list`, `identity_type` and
  /// `identity_id` for `identity`. It is read by type, and then as a whole for all other types. Several accounts may
  /// have the same object. `types` are those that can be asked for.
  static func byType(
    _ file: SchemaFile, _ path: EndpointPath, named name: String, pages: Paging, types: [String]
  ) -> StreamRow {
    let coverage = Coverage.valuesApart(name + "_type", of: types)
    return StreamRow(
      file, .entity(.init(path, records: name + "_list", paging: pages, coverage: coverage)),
      key: ["advertiser_id", name + "_type", name + "_id"])
  }

  /// A list in which other streams look up ids. `key` is what identifies a record; nil for the id.
  static func objects(_ file: SchemaFile, _ list: ObjectList, key: [String]? = nil) -> StreamRow {
    StreamRow(
      file, .entity(.init(list.path, records: list.records, paging: list.paging)), key: key ?? [list.id])
  }

  /// Campaigns, ad groups or ads, of all kinds of campaigns.
  static func campaignParts(
    _ file: SchemaFile, _ path: EndpointPath, id: String, changes: ChangeFilter = .atClient
  ) -> StreamRow {
    StreamRow(
      file, .entity(.init(path, changes: changes, coverage: .campaigns)), key: [id], cursor: changes.cursor)
  }

  /// Campaigns, ad groups or ads of Upgraded Smart+.
  static func smartPlus(
    _ file: SchemaFile, _ path: EndpointPath, id: String, pages: Paging = 1000,
    changes: ChangeFilter = .atClient
  ) -> StreamRow {
    StreamRow(
      file, .entity(.init(path, paging: pages, changes: changes, coverage: .statuses)), key: [id],
      cursor: changes.cursor)
  }

  /// Campaigns of GMV Max. The endpoint wants the kinds of promotion to be named.
  static func gmvMaxCampaigns(_ file: SchemaFile, _ path: EndpointPath, id: String) -> StreamRow {
    let coverage = Coverage.deletedApart(
      "gmv_max_promotion_types", of: ["PRODUCT_GMV_MAX", "LIVE_GMV_MAX"])
    let changes = ChangeFilter.atClient
    return StreamRow(
      file, .entity(.init(path, paging: 100, changes: changes, coverage: coverage)), key: [id],
      cursor: changes.cursor)
  }

  /// What TikTok has on objects of another list, without pages. `object` is the member of a record that holds the
  /// object's id; nil where that is at the top.
  static func details(
    _ file: SchemaFile, _ path: EndpointPath, of parents: ParentObjects, within object: String? = nil
  ) -> StreamRow {
    var aliases: [String: String] = [:]
    if let object, let id = parents.list?.id { aliases["\(object).\(id)"] = id }
    return StreamRow(
      file, .entity(.init(path, paging: .none, parents: parents, aliases: aliases)), key: parents.key)
  }
}
