// libcurl and zlib for Swift. Swift calls neither variadic functions nor macros, so each gets one
// inline wrapper per type of argument; nothing is compiled or exported here.
#pragma once
#include <curl/curl.h>
#include <malloc.h>
#include <stddef.h>
#include <zlib.h>

typedef size_t (*ccurl_receiver)(char *_Nullable bytes, size_t size, size_t count,
                                 void *_Nullable context);

// Blocks of that size and more are given back to the system as soon as they are free.
static inline void ccurl_map_blocks(size_t least) { mallopt(M_MMAP_THRESHOLD, (int)least); }

static inline CURLcode ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline CURLcode ccurl_set_number(CURL *_Nonnull easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_size(CURL *_Nonnull easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_text(CURL *_Nonnull easy, CURLoption option,
                                      const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option,
                                         const void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_receiver(CURL *_Nonnull easy, CURLoption option,
                                          ccurl_receiver _Nonnull value) {
  return curl_easy_setopt(easy, option, value);
}

typedef int (*ccurl_announcer)(void *_Nullable context, char *_Nullable their_address,
                               char *_Nullable own_address, int their_port, int own_port);

static inline CURLcode ccurl_set_announcer(CURL *_Nonnull easy, CURLoption option,
                                           ccurl_announcer _Nonnull value) {
  return curl_easy_setopt(easy, option, value);
}

static inline long ccurl_number(CURL *_Nonnull easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
static inline curl_off_t ccurl_size(CURL *_Nonnull easy, CURLINFO info) {
  curl_off_t value = -1;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : -1;
}
// Owned by the handle, valid until its next transfer.
static inline const char *_Nullable ccurl_text(CURL *_Nonnull easy, CURLINFO info) {
  char *value = NULL;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

static inline CURLMcode ccurl_multi_set_number(CURLM *_Nonnull multi, CURLMoption option,
                                               long value) {
  return curl_multi_setopt(multi, option, value);
}
// The result of a message of the kind CURLMSG_DONE, which is in a union.
static inline CURLcode ccurl_result(const CURLMsg *_Nonnull message) {
  return message->data.result;
}

// 15 is the largest window, 16 more ask for a gzip header and trailer, both checked.
static inline int ccurl_inflate_init_gzip(z_stream *_Nonnull stream) {
  return inflateInit2(stream, 15 + 16);
}
